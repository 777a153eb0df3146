import { routePartykitRequest } from "partyserver";
import { YServer } from "y-partyserver";
import * as Y from "yjs";

/** A shared document, saved at each change. */
export class Page extends YServer {
  static options = { hibernate: true };
  static callbackOptions = { debounceWait: 1, debounceMaxWait: 1 };

  async onLoad() {
    const saved = await this.ctx.storage.get("document");
    if (saved === undefined) return;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, saved);
    return doc;
  }
  async onSave() {
    await this.ctx.storage.put("document", Y.encodeStateAsUpdate(this.document));
  }
  async onRequest() {
    await this.onSave();
    return Response.json(this.document.getText("title").toString());
  }
}

export default {
  async fetch(request, env) {
    return (await routePartykitRequest(request, env)) ?? new Response("", { status: 404 });
  },
};
