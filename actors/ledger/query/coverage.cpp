// SPDX-License-Identifier: MIT
#include "actors/ledger/query/coverage.hpp"

#include <algorithm>

namespace tracker {

window_coverage together(const window_coverage& known, const window_coverage& news) {
  if (known.how == coverage_kind::unsupported || news.how == coverage_kind::unsupported)
    return news;
  if (known.how != news.how)
    return known.how > news.how ? known : news;
  return {news.how, std::min(known.from, news.from), std::max(known.to, news.to),
          news.why};
}

} // namespace tracker
