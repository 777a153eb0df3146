/** The id as user code sees it: one class for `ctx.id`, the host's `env` and the page's. */
export { actorIdOf, type DurableObjectId, toDurableObjectId } from "../rpc/durable-object-id.ts";
