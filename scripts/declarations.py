"""What the public headers declare: the functions that IOCP_API binds, with
their parameters and the comment block above, and which type names are
pointers, handles or numbers. tests/hostile and scripts/coverage.py use it."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
HANDLES = {"HANDLE", "SOCKET"}
NUMBERS = {
    "char", "short", "int", "long", "unsigned", "signed", "float", "double",
    "size_t", "ssize_t", "wchar_t", "intptr_t", "uintptr_t", "int32_t",
    "uint32_t", "int64_t", "uint64_t", "time_t", "__int64", "__time64_t",
}
CONVENTIONS = r"\b(?:IOCP_NOEXCEPT|WINAPI|WSAAPI|NTAPI|PASCAL|WINAPIV|CALLBACK|" \
    r"APIENTRY|FAR|__cdecl|__stdcall|DECLSPEC_NORETURN|_CRTIMP)\b"


class Function:
    def __init__(self, name, header, result, parameters, block):
        self.name = name
        self.header = header
        self.result = result
        self.parameters = parameters  # pairs of type and name
        self.block = block


def headers():
    """The public headers, as paths."""
    folder = ROOT / "include"
    return sorted(path for pattern in ("*.h", "iocp/*.h")
                  for path in folder.glob(pattern)
                  if path.name != "dialect.h")


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def without_macros(text):
    """Lines of the preprocessor go, with what continues them."""
    return re.sub(r"^#(?:.*\\\n)*.*$", "", text, flags=re.M)


def split_parameters(text):
    """At the commas that stand in no parentheses."""
    parts, depth, part = [], 0, ""
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return parts + [part.strip()]


def parameter(text):
    """Type and name of `LPVOID lpBuffer`, or of a pointer to a function."""
    inner = re.match(r"(.*\(\s*(?:\w+\s+)*\*\s*)(\w+)(\s*\).*)", text)
    if inner:
        return re.sub(CONVENTIONS, "", inner[1] + inner[3]), inner[2]
    array = re.match(r"(.*?)(\w+)\s*\[\w*\]$", text)
    if array:
        return array[1].strip() + " *", array[2]
    named = re.match(r"(.*[\s*])(\w+)$", text)
    return (named[1].strip(), named[2]) if named else (text, "")


def functions():
    """Every function the headers bind, in their order."""
    found = {}
    for path in headers():
        text = path.read_text()
        blocks = {}
        block = ""
        for match in re.finditer(r"/\*.*?\*/|IOCP_API\((\w+)\)", text, re.S):
            if match[1]:
                blocks[match[1]] = block
            else:
                block = match[0]
        plain = without_macros(without_comments(text))
        for match in re.finditer(r"([^;{}]*?)\bIOCP_API\((\w+)\)", plain):
            line = re.sub(CONVENTIONS, " ", match[1])
            line = re.sub(r"\s+", " ", line).strip()
            shape = re.match(r"(.*?)\b(\w+) ?\((.*)\)$", line)
            if not shape:
                if not line.startswith("extern const"):
                    raise SystemExit(f"{path}: cannot read: {line}")
                continue
            parameters = [parameter(part)
                          for part in split_parameters(shape[3])]
            if parameters in ([("VOID", "")], [("void", "")], [("", "")]):
                parameters = []
            found[match[2]] = Function(match[2], path, shape[1], parameters,
                                       blocks[match[2]])
    return list(found.values())


class Types:
    """Of which kind a type is: "pointer", "function", "handle", "number" or
    "structure"; None for a name the headers do not define."""

    def __init__(self):
        self.kinds = dict.fromkeys(NUMBERS, "number")
        self.kinds.update(dict.fromkeys(HANDLES, "handle"))
        self.texts = set()
        self.aliases = {}
        for path in headers():
            text = without_comments(path.read_text())
            self.read(without_macros(text))
            for match in re.finditer(r"^#define (\w+) (\w+)$", text, re.M):
                self.aliases.setdefault(match[1], match[2])

    def read(self, text):
        for match in re.finditer(r"\(\s*(?:\w+\s+)*\*\s*(\w+)\)\s*\(", text):
            self.kinds[match[1]] = "function"
        for match in re.finditer(r"DECLARE_HANDLE\((\w+)\)", text):
            self.kinds[match[1]] = "handle"
        for match in re.finditer(r"\}\s*([\w\s,*]+);", text):
            self.declare(match[1], "structure", "")
        for match in re.finditer(r"\btypedef\s+([^;{}()]+);", text):
            shape = re.match(r"((?:(?:const|volatile|unsigned|signed|struct|"
                             r"union|enum)\s+)*\w+)\s+(.*)", match[1], re.S)
            if not shape:
                shape = re.match(r"([^*]+)(\*.*)", match[1], re.S)
            if shape:
                self.declare(shape[2], None, shape[1])
        for match in re.finditer(r"\benum\s+\w*\s*\{[^}]*\}\s*(\w+)", text):
            self.kinds[match[1]] = "number"

    def declare(self, names, kind, base):
        for name in names.split(","):
            pointer = "*" in name
            words = re.findall(r"\w+", name)
            if not words or words[-1] in self.kinds:
                continue
            if pointer:
                self.kinds[words[-1]] = "pointer"
                if re.search(r"\b(?:CHAR|WCHAR|char|wchar_t)\b", base):
                    self.texts.add(words[-1])
            elif kind:
                self.kinds[words[-1]] = kind
            else:
                self.aliases[words[-1]] = base

    def kind(self, type_name):
        if "(" in type_name:
            return "function"
        if "*" in type_name:
            return "pointer"
        words = [word for word in re.findall(r"\w+", type_name)
                 if word not in ("const", "volatile")]
        if words[0] == "enum":
            return "number"
        if words[0] in ("struct", "union"):
            return "structure"
        if words[-1] in self.kinds:
            return self.kinds[words[-1]]
        base = self.aliases.get(words[-1])
        return self.kind(base) if base else None

    def is_text(self, type_name):
        """Whether it points to a string."""
        if "*" in type_name:
            return type_name.count("*") == 1 and bool(
                re.search(r"\b(?:CHAR|WCHAR|char|wchar_t)\b", type_name))
        word = re.findall(r"\w+", type_name)[-1]
        base = self.aliases.get(word)
        return word in self.texts or bool(base and self.is_text(base))
