// SPDX-License-Identifier: MIT
// A wallet that polls in turns, as many wallets do.
#include "tests/actors/wallet/wallet_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::wallet_rig;
using namespace std::chrono_literals;

TEST_CASE_METHOD(wallet_scene, "a wallet that takes turns sends one request for rows in "
                               "each, and reports whether it needs more") {
  serve("[" + row_text::trade().v1() + "]");
  self->send(wallet, use_windows{{{"btc-updown-5m", fives}}, {}, true});
  drain();
  current_tick(start_time);
  CHECK(script->asked.empty());
  const auto first = ask<poll_turn_end>(wallet, poll_turn{start_time});
  CHECK(script->asked.size() == 1);
  CHECK(first.wants_more);
  CHECK_FALSE(first.is_complete);
  const auto second = ask<poll_turn_end>(wallet, poll_turn{start_time});
  CHECK(script->asked.size() == 2);
  CHECK(second.is_complete);
  CHECK_FALSE(second.wants_more);
  // The wallet has traded a minute ago.
  CHECK(second.is_active);
  // Nothing is due: the turn ends without a request.
  CHECK_FALSE(ask<poll_turn_end>(wallet, poll_turn{start_time}).wants_more);
  CHECK(script->asked.size() == 2);
  const auto later = start_time + 3h;
  CHECK_FALSE(ask<poll_turn_end>(wallet, poll_turn{later}).is_active);
  CHECK(script->asked.size() == 3);
  const auto status = ask<actor_status>(wallet, status_request{});
  CHECK(status.checks.empty());
}

TEST_CASE_METHOD(wallet_scene, "a second reading waits for a turn of its own, after five "
                               "polls") {
  serve("[]");
  self->send(wallet, use_windows{{{"btc-updown-5m", fives}}, {}, true});
  drain();
  auto now = start_time;
  std::size_t rereads = 0;
  for (int i = 0; i < 24; ++i, now += 150s) {
    const auto end = ask<poll_turn_end>(wallet, poll_turn{now});
    if (!end.wants_more)
      continue;
    const auto before = script->asked.size();
    ask<poll_turn_end>(wallet, poll_turn{now});
    CHECK(script->asked.size() == before + 1);
    rereads += script->asked.back().owner == "main, second reading" ? 1 : 0;
  }
  CHECK(rereads >= 3);
  CHECK(rereads <= 5);
}

TEST_CASE_METHOD(wallet_scene, "a wallet that stops in its turn ends it") {
  self->send(wallet, use_windows{{{"btc-updown-5m", fives}}, {}, true});
  drain();
  auto pending = self->request(wallet, caf::infinite, poll_turn{start_time});
  drain();
  REQUIRE(script->asked.size() == 1);
  CHECK(ask<drained>(wallet, shutdown{{}, true}).handled > 0);
  bool is_ended = false;
  pending.receive([&](const poll_turn_end& end) { is_ended = !end.is_complete; },
                  [](const caf::error&) {});
  CHECK(is_ended);
}
