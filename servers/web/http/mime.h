/* The media type of a file, from the end of its name. */
#ifndef WEB_HTTP_MIME_H
#define WEB_HTTP_MIME_H

const char *mime_type(const char *path);

#endif
