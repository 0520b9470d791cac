"""The peer of form-intake: the same form, the same checks, one transaction with as many items, and the same response.

This is how one would write it by hand in Python, with boto3's low-level client and the standard library.
"""

import base64
import hashlib
import hmac
import os
import re
import time
from datetime import date, datetime, timedelta, timezone
from urllib.parse import parse_qs

import boto3
from botocore.config import Config

TABLE = os.environ["TABLE_NAME"]
INDEX_KEY = base64.b64decode(os.environ["INDEX_KEYS"].split(":", 1)[1])
LINK_KEY = base64.b64decode(os.environ["LINK_KEYS"].split(":", 1)[1])
DYNAMODB = boto3.client("dynamodb", config=Config(retries={"mode": "standard", "max_attempts": 3}))

RIGHTS = {"opt_out", "limit", "delete", "know", "correct", "marketing_stop"}
STATES = set(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH "
    "OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
)
EMAIL = re.compile(r"[^@\s\"<>(),:;]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{6,24}")
LONGEST = {"right": 40, "email": 320, "phone": 64, "name": 400, "state": 64, "agent_name": 400, "agent_email": 320}
HOLIDAYS = {date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 18), date(2027, 2, 15)}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def handle(event, _context):
    if (event["requestContext"]["http"]["method"], event["rawPath"]) != ("POST", "/requests"):
        return answer(404, "There is nothing here")
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body).decode()
    fields = {name: values[0].strip() for name, values in parse_qs(body, keep_blank_values=True).items()}
    wrong = validate(fields)
    if wrong:
        return answer(422, "\n".join(f"{field}: {why}" for field, why in wrong.items()))
    now = datetime.now(timezone.utc)
    receipt = hashlib.sha256((fields.get("nonce", "") + body).encode()).digest()[:16]
    reference = spell(receipt)
    try:
        DYNAMODB.transact_write_items(TransactItems=operations(fields, body, receipt, reference, now))
    except DYNAMODB.exceptions.TransactionCanceledException as error:
        reasons = [reason["Code"] for reason in error.response["CancellationReasons"]]
        if reasons[0] != "ConditionalCheckFailed":
            raise
    seal = hmac.new(LINK_KEY, b"status" + receipt, hashlib.sha256).digest()
    token = base64.urlsafe_b64encode(seal).decode().rstrip("=")
    return answer(303, "", {"location": f"/status/{reference}/1.{token}"})


def validate(fields):
    """Returns every error, by field."""
    wrong = {}
    for name, longest in LONGEST.items():
        if len(fields.get(name, "")) > longest:
            wrong[name] = f"Use {longest} characters at most"
    if fields.get("right") not in RIGHTS:
        wrong["right"] = "Choose what you want us to do"
    if fields.get("website"):
        wrong["website"] = "Leave this empty"
    email, phone, state = (fields.get(name, "") for name in ("email", "phone", "state"))
    if not email and not phone and not fields.get("identifier_value_1"):
        wrong["email"] = "Enter an e-mail address or a phone number"
    if email and not (len(email) <= 254 and EMAIL.fullmatch(email)):
        wrong["email"] = "Enter an e-mail address, like name@example.com"
    if phone and not PHONE.fullmatch(phone):
        wrong["phone"] = "Enter a phone number with its area code"
    if state and state not in STATES:
        wrong["state"] = "Choose a state from the list"
    return wrong


def operations(fields, body, receipt, reference, now):
    """Returns receipt, uniqueness guard, request, log entry, email, notification and suppression, as form-intake writes them."""
    right = fields["right"]
    kind, contact = ("email", fields["email"].lower()) if fields.get("email") else ("phone", fields["phone"])
    sha256 = hashlib.sha256(contact.encode()).digest()
    index_key = f"{kind}.1.{hmac.new(INDEX_KEY, sha256, hashlib.sha256).hexdigest()}"
    number = receipt.hex()
    request = f"REQUEST#{number}"
    moment = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    identifiers = [{"kind": kind, "value": contact}]
    person = {"name": fields.get("name") or None, "region": fields.get("state") or None, "identifiers": identifiers}
    grounds = {"house": "ca.optout_sale_share", "state": None}
    target, latest = str(after(now.date(), 12)), str(after(now.date(), 15))
    digest = hashlib.sha256(body.encode()).hexdigest()
    shard = receipt[0] % 8
    looks = int(time.time()) + 86_400
    return [
        put_new(f"RECEIPT#{reference}", "RECEIPT", {
            "id": number, "request": number, "right": right, "grounds": grounds, "received": moment,
            "in_force_since": moment, "channel": "form", "person_name": person["name"], "region": person["region"],
            "identifiers": identifiers, "agent": None, "digest": digest, "target": target, "latest": latest,
        }),
        put_new(f"ACTIVE#{index_key}#{right}", "ACTIVE", {"request": number}),
        put_new(request, "REQUEST", {
            "id": number, "version": 0, "person": person, "agent": None, "channel": "form", "received": moment,
            "holidays": "2026-11-21", "mail": None, "reviewed_first": False, "read_by_staff": False, "held": False,
            "erased": None, "looked": None, "telling": None, "matter": "choice", "choice": right, "grounds": grounds,
            "since": moment, "stage": {"stage": "in_force", "target": target, "latest": latest, "told": None},
        }, due_kind=f"OPEN#{shard}", due_at=f"{looks}#{number}#{right}#{latest}"),
        put(request, "LOG#00000000", {
            "at": moment, "by": {"actor": "person"}, "event": "received", "channel": "form", "receipt": number,
            "right": right, "rule": grounds["house"], "target": target, "latest": latest, "why": None,
        }),
        put(request, "EMAIL#receipt", {
            "letter": "receipt", "to": contact, "receipt": number, "request": number, "right": right,
            "grounds": grounds, "received": moment, "target": target, "latest": latest, "name": person["name"],
            "attempts": 0, "claimed": None,
        }, due_kind=f"EMAIL#{shard}", due_at=f"{int(time.time())}#{number}"),
        put(request, "NOTIFICATION#00000000", {
            "request": number, "version": 0, "right": right, "made": moment, "list": None, "unfolded": None,
        }, due_kind=f"NOTIFICATION#{shard}", due_at=f"{int(time.time())}#{number}"),
        {"Update": {
            "TableName": TABLE,
            "Key": {"pk": text(f"IDENTIFIER#{index_key}"), "sk": text("SUPPRESSION")},
            "UpdateExpression": "SET #since = if_not_exists(#since, :now), kind = :kind, sha256 = :sha256, "
                                "due_kind = :due_kind, due_at = :due_at, changed = :now ADD causes :causes",
            "ExpressionAttributeNames": {"#since": "sale_sharing_since"},
            "ExpressionAttributeValues": {
                ":now": text(moment), ":kind": text(kind), ":sha256": text(sha256.hex()),
                ":due_kind": text(f"CHANGED#{shard}"), ":due_at": text(f"{moment}#{index_key}"),
                ":causes": {"SS": [f"{number}#{right}"]},
            },
        }},
    ]


def put(pk, sk, value, **index):
    """Puts an item of a new request."""
    item = {"pk": text(pk), "sk": text(sk), "schema": {"N": "1"}, "value": attribute(value)}
    item.update((name, text(of)) for name, of in index.items())
    return {"Put": {"TableName": TABLE, "Item": item}}


def put_new(pk, sk, value, **index):
    """Puts an item whose key must be free."""
    operation = put(pk, sk, value, **index)
    operation["Put"].update(
        ConditionExpression="attribute_not_exists(pk)", ReturnValuesOnConditionCheckFailure="ALL_OLD"
    )
    return operation


def text(value):
    return {"S": value}


def attribute(value):
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": {name: attribute(of) for name, of in value.items()}}
    if isinstance(value, list):
        return {"L": [attribute(of) for of in value]}
    return text(value)


def after(day, working_days):
    """Returns the date this many business days later."""
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def spell(receipt):
    """Returns a reference of twelve characters."""
    number = int.from_bytes(hashlib.sha256(receipt).digest()[:8], "big") >> 4
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(55, -5, -5))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def answer(status, body, headers=None):
    headers = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store", **(headers or {})}
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}
