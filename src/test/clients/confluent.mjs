// kafkajs sends 100 prompts without a seed as plain text; Confluent's deserializer reads the replies. A seed that JavaScript's numbers
// cannot have would be refused by it.
import { readFileSync } from "node:fs";
import { AvroDeserializer, SchemaRegistryClient, SerdeType } from "@confluentinc/schemaregistry";
import kafkajs from "kafkajs";

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
console.log("version", version("@confluentinc/schemaregistry"), "kafkajs", version("kafkajs"));
const COUNT = 100;
const kafka = new kafkajs.Kafka({ brokers: [process.env.BROKERS], logLevel: kafkajs.logLevel.ERROR });
const registry = new SchemaRegistryClient({ baseURLs: [process.env.REGISTRY] });
const avro = new AvroDeserializer(registry, SerdeType.VALUE, {});

const consumer = kafka.consumer({ groupId: "from-kafkajs" });
await consumer.connect();
await consumer.subscribe({ topic: "generated-text", fromBeginning: true });
const replies = new Map();
const all = new Promise((resolve, reject) => {
  consumer.run({
    eachMessage: async ({ topic, message }) => {
      const key = message.key?.toString() ?? "";
      if (!key.startsWith("from-kafkajs-")) {
        return;
      }
      try {
        const reply = await avro.deserialize(topic, message.value);
        replies.set(key, reply);
      } catch (error) {
        reject(error);
      }
      if (replies.size === COUNT) {
        resolve();
      }
    },
  });
});

const producer = kafka.producer();
await producer.connect();
await producer.send({
  topic: "prompts",
  messages: Array.from({ length: COUNT }, (_, i) => ({ key: `from-kafkajs-${i}`, value: "one hundred " })),
});
await all;
await producer.disconnect();
await consumer.disconnect();

const seeds = [...replies.values()].map((reply) => Number(reply.seed));
console.log("replies", replies.size, "safe seeds", seeds.filter(Number.isSafeInteger).length, "different", new Set(seeds).size);
process.exit(0);
