import { nameClass } from "../class-name.ts";

/** A message that is answered without waking the object, and its answer. */
export class WebSocketRequestResponsePair {
  static {
    nameClass(this, "WebSocketRequestResponsePair");
  }

  readonly #request: string;
  readonly #response: string;

  constructor(request: string, response: string);
  constructor(...args: unknown[]) {
    for (const position of [1, 2]) {
      if (args.length >= position) continue;
      throw new TypeError(
        "Failed to construct 'WebSocketRequestResponsePair': constructor parameter " +
          `${position} is not of type 'string'.`,
      );
    }
    this.#request = `${args[0]}`;
    this.#response = `${args[1]}`;
  }

  static is(value: unknown): value is WebSocketRequestResponsePair {
    return typeof value === "object" && value !== null && #request in value;
  }

  get request(): string {
    return this.#request;
  }

  get response(): string {
    return this.#response;
  }
}
