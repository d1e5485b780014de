# SPDX-License-Identifier: MIT
# cmake -D OUTPUT=FILE.cpp -D FILES=A;B -P embed.cmake: writes the files as a translation
# unit that defines `page_files`.
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")
set(arrays "")
set(rows "")
set(number 0)
list(SORT FILES)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  string(REGEX REPLACE "^.*\\." "" extension ${name})
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "${file}: its content type is not known")
  endif()
  set(type "${type_${extension}}")
  file(READ ${file} bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  file(SHA256 ${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  string(APPEND arrays "constexpr char file_${number}[] = {${bytes}};\n")
  string(APPEND rows "      {\"/${name}\", \"${type}\", {file_${number}, ${size}}, \"\\\"${hash}\\\"\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by actors/web/page/embed.cmake.
#include \"actors/web/page/page_files.hpp\"

namespace tracker {

namespace {

${arrays}
} // namespace

const std::vector<page_file>& page_files() {
  static const std::vector<page_file> files{
${rows}  };
  return files;
}

} // namespace tracker
")
