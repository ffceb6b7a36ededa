"""Hearing what other processes tell, through Redis."""

from __future__ import annotations

import json
import logging
import random
import time

from django.conf import settings

from .hub import Hub
from .publishing import TOPIC

logger = logging.getLogger(__name__)


def listen(hub: Hub) -> None:
    """For as long as the process lives. A Redis that goes away is tried again until it is there."""
    import redis

    pause = 1.0
    while hub.is_alive():
        try:
            subscription = redis.Redis.from_url(settings.REDIS_URL).pubsub(ignore_subscribe_messages=True)
            subscription.subscribe(TOPIC)
            for found in subscription.listen():
                pause = 1.0
                channel, number, data = json.loads(found["data"])
                hub.tell(channel, number, data)
        except (redis.RedisError, OSError, ValueError) as error:
            logger.warning("live news from Redis: %s; trying again", error)
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
            pause = min(30.0, pause * 2)
