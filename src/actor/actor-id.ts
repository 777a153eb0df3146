export { ActorId, ActorIdFactory } from "../codec/actor-id.ts";
