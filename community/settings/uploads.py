"""Uploads: how much of them, and where they are kept."""

from typing import Any

from environs import Env

# By trust level 0–4: pictures and files a day, megabytes a day, megabytes in all.
UPLOAD_QUOTAS = [(5, 20, 50), (100, 200, 500), (100, 200, 2_000), (100, 400, 5_000), (1_000, 2_000, 20_000)]


def kept_by(env: Env) -> dict[str, Any]:
    """This disk; or, with S3_BUCKET, a bucket in S3 or what speaks like it (requirements-s3.txt, AWS_ACCESS_KEY_ID, …)."""
    if bucket := env.str("S3_BUCKET", ""):
        place = {"endpoint_url": env.str("S3_ENDPOINT", "") or None, "region_name": env.str("S3_REGION", "") or None}
        # Elsewhere than at Amazon a bucket seldom has a host name of its own.
        style = {"addressing_style": "path"} if place["endpoint_url"] else {}
        return {"BACKEND": "community.core.bucket.Bucket", "OPTIONS": {"bucket_name": bucket, **place, **style}}
    return {"BACKEND": "community.core.storage.WholeFiles"}
