/* Every C++ standard header the compiler has.
 *
 * All of them, <filesystem> too, can be included under -D_WIN32. Using
 * <filesystem> there is another matter: libstdc++ then makes a path of wchar_t,
 * which its Linux library reads as char. Such a program compiles and links,
 * then directory_iterator throws (g++ 12). That is so without our headers too;
 * a Windows program that uses <filesystem> leaves -D_WIN32 out. */
#include <algorithm>
#if __has_include(<any>)
#include <any>
#endif
#include <array>
#include <atomic>
#if __has_include(<barrier>)
#include <barrier>
#endif
#if __has_include(<bit>)
#include <bit>
#endif
#include <bitset>
#include <cassert>
#include <cctype>
#include <cerrno>
#include <cfenv>
#include <cfloat>
#if __has_include(<charconv>)
#include <charconv>
#endif
#include <chrono>
#include <cinttypes>
#include <climits>
#include <clocale>
#include <cmath>
#include <codecvt>
#if __has_include(<compare>)
#include <compare>
#endif
#include <complex>
#if __has_include(<concepts>)
#include <concepts>
#endif
#include <condition_variable>
#include <csetjmp>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <cuchar>
#include <cwchar>
#include <cwctype>
#include <deque>
#include <exception>
#if __has_include(<execution>)
#include <execution>
#endif
#if __has_include(<filesystem>)
#include <filesystem>
#endif
#include <forward_list>
#include <fstream>
#include <functional>
#include <future>
#include <initializer_list>
#include <iomanip>
#include <ios>
#include <iosfwd>
#include <iostream>
#include <istream>
#include <iterator>
#if __has_include(<latch>)
#include <latch>
#endif
#include <limits>
#include <list>
#include <locale>
#include <map>
#include <memory>
#if __has_include(<memory_resource>)
#include <memory_resource>
#endif
#include <mutex>
#include <new>
#if __has_include(<numbers>)
#include <numbers>
#endif
#include <numeric>
#if __has_include(<optional>)
#include <optional>
#endif
#include <ostream>
#include <queue>
#include <random>
#if __has_include(<ranges>)
#include <ranges>
#endif
#include <ratio>
#include <regex>
#include <scoped_allocator>
#if __has_include(<semaphore>)
#include <semaphore>
#endif
#include <set>
#if __has_include(<shared_mutex>)
#include <shared_mutex>
#endif
#if __has_include(<source_location>)
#include <source_location>
#endif
#if __has_include(<span>)
#include <span>
#endif
#include <sstream>
#include <stack>
#include <stdexcept>
#if __has_include(<stop_token>)
#include <stop_token>
#endif
#include <streambuf>
#include <string>
#if __has_include(<string_view>)
#include <string_view>
#endif
#if __has_include(<syncstream>)
#include <syncstream>
#endif
#include <system_error>
#include <thread>
#include <tuple>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <valarray>
#if __has_include(<variant>)
#include <variant>
#endif
#include <vector>
#if __has_include(<version>)
#include <version>
#endif
#if __cplusplus >= 202002L && __has_include(<coroutine>)
#include <coroutine>
#endif
