// LangChain over OpenAI's interface: a completion, a stream of one, and a chat.
import { readFileSync } from "node:fs";
import { ChatOpenAI, OpenAI } from "@langchain/openai";

console.log("version", JSON.parse(readFileSync("node_modules/@langchain/openai/package.json")).version);
const options = {
  model: "default", apiKey: process.env.TOKEN, configuration: { baseURL: process.env.GATEWAY }, maxTokens: 20, maxRetries: 0,
};

const model = new OpenAI(options);
console.log("completion", (await model.invoke("one hundred ")).length);

let streamed = "";
for await (const piece of await model.stream("one hundred ")) {
  streamed += piece;
}
console.log("stream", streamed.length);

const answer = await new ChatOpenAI(options).invoke("one hundred");
console.log("chat", answer.getType(), answer.usage_metadata.output_tokens);
