/** What the plugin's virtual modules import into the page. */
export { answerOffers } from "./answer-offers.ts";
export { register } from "./register.ts";
export { replaceWebSocket } from "./routed-web-socket.ts";
export { WorkerServer } from "./worker-server.ts";
