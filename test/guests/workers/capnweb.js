import { DurableObject } from "cloudflare:workers";
import { newWebSocketRpcSession, newWorkersRpcResponse, RpcTarget } from "capnweb";

class Account extends RpcTarget {
  #storage;

  constructor(storage) {
    super();
    this.#storage = storage;
  }
  async add(amount, notify) {
    const balance = ((await this.#storage.get("balance")) ?? 0) + amount;
    await this.#storage.put("balance", balance);
    if (notify) await notify(balance);
    return balance;
  }
  balance() {
    return this.#storage.get("balance");
  }
}

class Bank extends RpcTarget {
  #storage;

  constructor(storage) {
    super();
    this.#storage = storage;
  }
  account(name) {
    if (name !== "ada") throw new RangeError(`no account ${name}`);
    return new Account(this.#storage);
  }
}

export class Safe extends DurableObject {
  fetch(request) {
    return newWorkersRpcResponse(request, new Bank(this.ctx.storage));
  }
  async close(delay) {
    await this.ctx.storage.setAlarm(Date.now() + delay);
  }
  async alarm() {
    await this.ctx.storage.put("balance", 0);
  }
}

export default {
  async fetch(request, env) {
    const stub = env.Safe.getByName("main");
    if (request.method === "POST") return stub.fetch(request);
    // A client of the object's API, on a WebSocket.
    const { webSocket } = await stub.fetch(request.url, { headers: { Upgrade: "websocket" } });
    webSocket.accept();
    const bank = newWebSocketRpcSession(webSocket);
    const notified = [];
    const account = bank.account("ada");
    await account.add(5, (balance) => notified.push(balance));
    await account.add(2);
    const error = await bank
      .account("bob")
      .balance()
      .catch(({ name, message }) => [name, message]);
    return Response.json({ notified, balance: await account.balance(), error });
  },
};
