"""Confluent's client of Debian, with Apache Avro: writes a prompt in the registry's wire format and reads its reply."""
import io
import json
import os
import struct
import sys
import time
import urllib.request
import uuid

import avro.io
import avro.schema
import confluent_kafka

REGISTRY = os.environ["REGISTRY"]
BROKERS = os.environ["BROKERS"]


def registry(path, body=None):
    request = urllib.request.Request(
        REGISTRY + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/vnd.schemaregistry.v1+json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def encoded(record, text):
    number = registry("/subjects/prompts-value/versions", {"schema": text})["id"]
    out = io.BytesIO()
    out.write(struct.pack(">bI", 0, number))
    avro.io.DatumWriter(avro.schema.parse(text)).write(record, avro.io.BinaryEncoder(out))
    return out.getvalue()


def decoded(value):
    magic, number = struct.unpack(">bI", value[:5])
    assert magic == 0, magic
    schema = avro.schema.parse(registry(f"/schemas/ids/{number}")["schema"])
    return avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))


def main():
    print("version", confluent_kafka.version()[0], "librdkafka", confluent_kafka.libversion()[0])
    with open(sys.argv[1]) as file:
        text = file.read()
    prompt = {field["name"]: field.get("default") for field in json.loads(text)["fields"]}
    prompt.update(id=str(uuid.uuid4()), text="one hundred ", length=20, seed=7)
    producer = confluent_kafka.Producer({"bootstrap.servers": BROKERS})
    producer.produce("prompts", key="from-python", value=encoded(prompt, text), headers={"mine": "kept"})
    producer.flush(60)
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": BROKERS,
            "group.id": "from-python",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe(["generated-text"])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        message = consumer.poll(1)
        if message is None or message.error() or message.key() != b"from-python":
            continue
        reply = decoded(message.value())
        print("reply", len(reply["text"]), reply["finishReason"], reply["seed"], dict(message.headers())["mine"].decode())
        break
    consumer.close()


main()
