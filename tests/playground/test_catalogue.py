"""Every fault that Discord has in stock, and the test that meets it in the playground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REST = {
    "R01": ("no right to send: 50013", "test_r01_to_r03_what_a_bot_may_not_write_has_its_own_refusal"),
    "R02": ("channel out of sight: 50001", "test_r01_to_r03_what_a_bot_may_not_write_has_its_own_refusal"),
    "R03": ("channel deleted: 10003", "test_r03_a_deleted_channel_is_unknown_and_told"),
    "R04": ("channel not in the cache", "test_r04_a_server_can_be_unavailable_from_the_start"),
    "R05": ("message deleted: 10008", "test_r05_a_message_that_a_moderator_deleted_cannot_be_edited"),
    "R06": (
        "nonce of a deleted message: 10008",
        "test_r06_a_nonce_of_a_deleted_message_is_an_unknown_message",
    ),
    "R07": ("direct messages closed: 50007", "test_r07_closed_doors_and_r08_no_common_server"),
    "R08": ("no common server: 50278", "test_r07_closed_doors_and_r08_no_common_server"),
    "R09": (
        "too many direct messages: 40003",
        "test_r09_opening_direct_messages_to_one_after_another_is_refused",
    ),
    "R10": (
        "answered late: 10062",
        "test_r10_an_answer_after_three_seconds_is_unknown_and_the_person_is_told",
    ),
    "R11": ("answered twice: 40060", "test_r11_a_second_answer_is_refused"),
    "R12": ("token of 15 minutes: 50027", "test_r12_the_token_ends_after_fifteen_minutes_on_the_clock"),
    "R13": ("limit of a route: 429", "test_r13_whoever_ignores_the_headers_gets_a_429_and_waits"),
    "R14": ("shared limit: 429", "test_r14_a_shared_limit_is_nobodys_fault"),
    "R15": ("limit of the bot: 429", "test_r15_fifty_requests_a_second_for_the_bot_as_a_whole"),
    "R16": ("limit of minutes: 429", "test_r16_a_channel_is_renamed_twice_in_ten_minutes"),
    "R17": (
        "ban after 10,000 invalid requests",
        "test_r17_too_many_invalid_requests_in_ten_minutes_ban_the_address",
    ),
    "R18": ("500, retried", "test_r18_a_500_after_the_effect_is_retried_and_the_nonce_keeps_it_one_message"),
    "R19": ("503, raised", "test_r19_a_503_is_raised_at_once"),
    "R20": ("connection reset", "test_r20_a_reset_connection_raises_an_os_error"),
    "R21": ("no answer at all", "test_r21_a_stalled_answer_can_be_given_up"),
    "R22": ("garbled answer", "test_r22_a_garbled_answer_comes_after_the_effect"),
    "R23": ("too long, too many: 50035", "test_r23_what_is_too_much_is_refused_field_by_field"),
    "R24": ("empty message: 50006", "test_r24_an_empty_message_is_refused"),
    "R25": ("AutoMod: 200000, 200001, 240000", "test_r25_automod_keeps_words_links_and_titles_back"),
    "R26": ("slowmode: 20016", "test_r26_slowmode_holds_people_back_and_bots_only_if_it_must"),
    "R27": ("thread archived or locked: 50083, 160005", "test_r27_archived_and_locked_threads_refuse"),
    "R28": ("forum: 40067, 50008", "test_r28_a_forum_takes_posts_with_a_tag_and_no_plain_messages"),
    "R29": (
        "full: 30013, 30005, 30038, 50 in a category",
        "test_r29_a_server_has_500_channels_250_roles_and_50_channels_in_a_category",
        "test_r29_a_server_has_100_open_events_and_none_in_the_past",
    ),
    "R30": (
        "event over or missing: 180000, 10070",
        "test_an_event_is_announced_changed_and_ended",
        "test_r30_an_event_that_is_missing_is_unknown",
    ),
    "R31": ("CREATE_EVENTS: 50013", "test_r31_managing_events_is_not_enough_to_create_one"),
    "R32": ("role too high: 50013", "test_r32_roles_at_or_above_the_bots_own_are_out_of_reach"),
    "R33": ("200 new commands a day: 30034", "test_r33_two_hundred_creates_a_day_and_no_more"),
    "R34": ("token revoked: 401", "test_r34_a_rejected_token_cannot_log_in"),
    "R35": ("50014, 40001", "test_r35_a_token_can_be_refused_in_other_words"),
    "R36": ("account deleted: 10013", "test_r36_a_deleted_account_leaves_everything_and_cannot_be_reached"),
    "R37": ("edits of old messages: 30046", "test_r37_old_messages_are_edited_only_so_often"),
}
GATEWAY = {
    "G01": ("op 7", "test_g01_op_7_is_followed_by_a_resume_that_loses_nothing"),
    "G02": ("failed resume", "test_g02_after_a_failed_resume_what_came_between_is_gone"),
    "G03": ("op 9, resumable", "test_g03_a_resumable_invalid_session_is_resumed"),
    "G04": ("silent heartbeats", "test_g04_a_bot_whose_heartbeats_are_not_answered_comes_back_by_itself"),
    "G05": ("close 4004", "test_g05_a_rejected_token_closes_with_4004"),
    "G06": ("close 4014", "test_g06_a_privileged_intent_that_is_switched_off_closes_with_4014"),
    "G07": ("1000 sessions a day", "test_g07_the_thousand_and_first_session_of_a_day_costs_the_token"),
    "G08": ("outage", "test_g08_an_outage_breaks_everything_and_ends"),
    "G09": ("server unavailable", "test_g09_an_unavailable_server_is_not_one_that_kicked_the_bot"),
    "G10": ("kicked", "test_g10_a_kick_says_so_and_a_new_invitation_is_a_join"),
    "G11": (
        "kicked while offline",
        "test_g11_who_was_kicked_while_offline_is_not_in_ready_but_an_unavailable_server_is",
    ),
    "G12": ("event twice", "test_g12_an_event_can_arrive_twice"),
    "G13": ("interaction twice", "test_g13_the_same_interaction_can_arrive_twice_and_is_answered_once"),
    "G14": ("double click", "test_g14_a_double_click_is_two_interactions"),
    "G15": (
        "button of an old version",
        "test_g15_and_g16_an_old_card_can_be_pressed_years_later_with_what_it_was_sent_with",
    ),
    "G16": (
        "stale card",
        "test_g15_and_g16_an_old_card_can_be_pressed_years_later_with_what_it_was_sent_with",
    ),
    "G17": ("button in direct messages", "test_g17_a_button_in_direct_messages_has_no_member"),
    "G18": ("autocomplete is free text", "test_g18_a_suggestion_is_free_text"),
    "G19": ("form open meanwhile", "test_g19_a_form_can_stay_open_while_its_message_changes"),
    "G20": ("another order", "test_g20_events_can_be_shuffled_by_a_seed"),
    "G21": ("raid", "test_g21_a_raid_is_five_hundred_joins"),
    "G22": ("two processes", "test_g22_every_process_of_a_bot_hears_an_interaction"),
    "G24": (
        "command in direct messages",
        "test_g24_a_command_of_servers_and_direct_messages_says_where_it_was_used",
    ),
}
"""G23, SIGTERM in the middle of a send, is the bot's own: the stories stop its process."""


@pytest.fixture(scope="module")
def written() -> set[str]:
    """The names of all tests of the playground."""
    sources = Path(__file__).parent.glob("test_*.py")
    return {
        name
        for source in sources
        for name in re.findall(r"^async def (test_\w+)", source.read_text(), re.MULTILINE)
    }


@pytest.mark.parametrize(("fault", "row"), [*REST.items(), *GATEWAY.items()])
def test_every_fault_has_its_test(fault: str, row: tuple[str, ...], written: set[str]) -> None:
    missing = [name for name in row[1:] if name not in written]
    assert missing == [], fault


def test_no_fault_is_left_out() -> None:
    assert list(REST) == [f"R{number:02}" for number in range(1, 38)]
    assert list(GATEWAY) == [f"G{number:02}" for number in range(1, 25) if number != 23]
