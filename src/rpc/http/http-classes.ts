import { fetchService } from "../bindings/fetch-service.ts";
import { releaseSocket } from "../web-socket/web-socket.ts";
import type { HttpClasses } from "./http-part.ts";
import { messageToRequest, messageToResponse } from "./receive-message.ts";

export const httpClasses: HttpClasses = {
  fetchService,
  messageToRequest,
  messageToResponse,
  releaseSocket,
};
