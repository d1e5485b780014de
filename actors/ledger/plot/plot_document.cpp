// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_document.hpp"

#include "actors/text/escaped_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tracker {

namespace {

constexpr const char* style_sheet = R"(<style>
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#1f2328}
.title{font-size:15px;font-weight:600}
.faint{fill:#59636e;font-size:11px}
@media (max-width:420px){text{font-size:14px}.title{font-size:17px}.faint{font-size:13px}}
.ground{fill:#ffffff}
.grid{stroke:#d1d9e0}
.axis{stroke:#59636e}
.line{fill:none;stroke-width:1.5}
.line0{stroke:#0969da}.line1{stroke:#bc4c00}.line2{stroke:#1a7f37}
.line3{stroke:#8250df}.line4{stroke:#bf3989}.line5{stroke:#57606a}
.key0{fill:#0969da}.key1{fill:#bc4c00}.key2{fill:#1a7f37}
.key3{fill:#8250df}.key4{fill:#bf3989}.key5{fill:#57606a}
.fall{stroke:#d1242f;stroke-dasharray:3 2}
.provisional{fill:#fff1d6}
.none{fill:#eff2f5}
.zero{fill:#c8d1da}
.count{font-size:11px;text-anchor:middle;paint-order:stroke;stroke:#ffffff;stroke-width:2.5}
.end{font-size:11px;text-anchor:end}
@media (max-width:420px){.count{font-size:13px}}
.hatch{stroke:#59636e;stroke-width:1}
.gain1{fill:#aceebb}.gain2{fill:#4ac26b}.gain3{fill:#1a7f37}.gain4{fill:#044f1e}
.loss1{fill:#ffcecb}.loss2{fill:#ff8182}.loss3{fill:#d1242f}.loss4{fill:#82061e}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.faint{fill:#9198a1}
.ground{fill:#0d1117}
.grid{stroke:#2a313c}
.axis{stroke:#9198a1}
.line0{stroke:#58a6ff}.line1{stroke:#f0883e}.line2{stroke:#3fb950}
.line3{stroke:#bc8cff}.line4{stroke:#f778ba}.line5{stroke:#b1bac4}
.key0{fill:#58a6ff}.key1{fill:#f0883e}.key2{fill:#3fb950}
.key3{fill:#bc8cff}.key4{fill:#f778ba}.key5{fill:#b1bac4}
.fall{stroke:#ff7066}
.provisional{fill:#33270f}
.none{fill:#151b23}
.count{stroke:#0d1117}
.hatch{stroke:#9198a1}
.zero{fill:#3d444d}
.gain1{fill:#0f4a22}.gain2{fill:#1f7a37}.gain3{fill:#2ea043}.gain4{fill:#7ee787}
.loss1{fill:#4f1418}.loss2{fill:#8e2424}.loss3{fill:#c8362f}.loss4{fill:#ff7066}
}
</style>
)";

} // namespace

std::string plot_text(const char* name, tenths x, tenths y, const std::string& content) {
  return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", name,
                     format_tenths(x), format_tenths(y), escape_markup(content));
}

std::string plot_heading(const std::string& title,
                         const std::vector<std::string>& notes) {
  return plot_text("title", plot_margin, 320, title) +
         plot_text("faint", plot_margin, 500, fmt::format("{}", fmt::join(notes, " · ")));
}

std::string plot_document(const std::string& title, const std::string& svg,
                          tenths height) {
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
                     "viewBox=\"0 0 {0} {1}\">\n<title>{2}</title>\n{3}"
                     "<rect class=\"ground\" width=\"{0}\" height=\"{1}\"/>\n{4}</svg>\n",
                     format_tenths(plot_width), format_tenths(height),
                     escape_markup(title), style_sheet, svg);
}

} // namespace tracker
