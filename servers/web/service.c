/* The decisions, in the order a reader would make them: is the request good,
 * the method ours, the name acceptable, and what lies under it. */
#include "service.h"

#include "files/listing.h"
#include "files/path.h"
#include "http/mime.h"

#include <string.h>

static const char index_name[] = "index.html";

static void serve_file(struct site *site, const struct request *request,
                       struct answer *answer, struct resource *resource,
                       const char *name)
{
    const struct shared_file *file = resource->file;

    answer_with_file(answer, request, resource->file, file->size,
                     file->modified_ticks, mime_type(name), &site->dates);
    resource->file = NULL; /* the answer has it now */
}

static void serve_listing(struct site *site, const struct path *path,
                          struct answer *answer)
{
    struct text page;

    text_init_growing(&page, LISTING_PAGE_LIMIT);
    if (listing_build(&site->root, path, &page)) {
        answer_with_page(answer, &page, &site->dates);
        return;
    }
    text_fini(&page);
    answer_with_status(answer, 500, &site->dates);
}

static void serve_directory(struct site *site, const struct request *request,
                            const struct path *path, struct answer *answer)
{
    struct resource index;
    int status = resource_open(&index, &site->root, &site->cache, path->name,
                               path->length ? "/index.html" : index_name);

    if (status == 0 && !index.is_directory)
        serve_file(site, request, answer, &index, index_name);
    else if (status != 0 && status != 404)
        answer_with_status(answer, status, &site->dates);
    else if (site->listing)
        serve_listing(site, path, answer);
    else
        answer_with_status(answer, 403, &site->dates);
    resource_close(&index);
}

static void serve_resource(struct site *site, const struct request *request,
                           const struct path *path, struct answer *answer,
                           struct resource *resource)
{
    struct slice name = {path->name, path->length};

    if (!resource->is_directory && path->slash)
        answer_with_status(answer, 404, &site->dates);
    else if (!resource->is_directory)
        serve_file(site, request, answer, resource, path->name);
    else if (!path->slash)
        answer_with_redirect(
            answer, name, path->has_query ? &path->query : NULL, &site->dates);
    else
        serve_directory(site, request, path, answer);
}

static void serve_path(struct site *site, const struct request *request,
                       struct answer *answer)
{
    struct path path;
    struct resource resource;
    int status = path_decode(&path, request_target(request));

    if (status == 0)
        status =
            resource_open(&resource, &site->root, &site->cache, path.name, "");
    if (status != 0) {
        answer_with_status(answer, status, &site->dates);
        return;
    }
    serve_resource(site, request, &path, answer, &resource);
    resource_close(&resource);
}

void service_answer(struct site *site, const struct request *request,
                    struct answer *answer)
{
    answer->keep_alive = answer->keep_alive && request->keep_alive;
    answer->old_client = request->parser.http_minor == 0;
    answer->head_only = request_is(request, HTTP_HEAD);
    if (request->status)
        answer_with_status(answer, request->status, &site->dates);
    else if (!request_is(request, HTTP_GET) && !request_is(request, HTTP_HEAD))
        answer_with_status(answer, 405, &site->dates);
    else
        serve_path(site, request, answer);
}
