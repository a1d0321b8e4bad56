"""The configuration, and takeout sessions."""

from datetime import timedelta
from typing import Any

from telethon.tl import functions, types

from tests.world.telegram.methods.table import Asked, answers
from tests.world.telegram.values import RefusalError

DATA_CENTRES = {2: "149.154.167.51", 4: "149.154.167.91"}
_NUMBERS = (
    "chat_size_max",
    "megagroup_size_max",
    "forwarded_count_max",
    "online_update_period_ms",
    "offline_blur_timeout_ms",
    "offline_idle_timeout_ms",
    "online_cloud_timeout_ms",
    "notify_cloud_delay_ms",
    "notify_default_delay_ms",
    "push_chat_period_ms",
    "push_chat_limit",
    "edit_time_limit",
    "revoke_time_limit",
    "revoke_pm_time_limit",
    "rating_e_decay",
    "stickers_recent_limit",
    "channels_read_media_period",
    "call_receive_timeout_ms",
    "call_ring_timeout_ms",
    "call_connect_timeout_ms",
    "call_packet_timeout_ms",
    "caption_length_max",
    "message_length_max",
    "webfile_dc_id",
)


@answers(functions.help.GetConfigRequest)
def get_config(asked: Asked) -> Any:
    """Where the data centres are."""
    centres = [types.DcOption(number, place, 443) for number, place in DATA_CENTRES.items()]
    return types.Config(
        date=asked.world.now,
        expires=asked.world.now + timedelta(hours=1),
        test_mode=False,
        this_dc=asked.dc,
        dc_options=centres,
        dc_txt_domain_name="",
        me_url_prefix="https://t.me/",
        **dict.fromkeys(_NUMBERS, 100),
    )


@answers(functions.account.InitTakeoutSessionRequest)
def init_takeout(asked: Asked) -> Any:
    """Allow a takeout, unless the account has to wait."""
    if delay := asked.world.rules.takeout_delay:
        raise RefusalError(f"TAKEOUT_INIT_DELAY_{delay}", 420)
    number = next(asked.world.numbers)
    asked.world.takeouts.add(number)
    return types.account.Takeout(number)


@answers(functions.account.FinishTakeoutSessionRequest)
def finish_takeout(asked: Asked) -> Any:
    """End a takeout."""
    if asked.takeout is None:
        raise RefusalError("TAKEOUT_REQUIRED", 403)
    asked.world.takeouts.discard(asked.takeout)
    return True
