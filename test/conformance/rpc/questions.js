// @ts-nocheck -- runs unchanged in workerd too
import { makeClasses } from "./classes.js";
import { sequence } from "./describe.js";
import * as disposal from "./disposal.js";
import * as errors from "./errors.js";
import * as faces from "./faces.js";
import * as fetching from "./fetch.js";
import * as members from "./members.js";
import * as targets from "./targets.js";
import * as values from "./values.js";

const parts = [values, members, targets, faces, errors, disposal, fetching];

/**
 * Questions about RPC, for workerd and for tabd. `make()` gets the runtime's module
 * `cloudflare:workers` and makes a worker: `GET /<label>` responds with the outcome of one
 * question, described as JSON.
 *
 * A question is `(t) => …`; its answer is its result or its error. `t.stub` is the stub of the
 * question's own Durable Object.
 */
export function make(workers) {
  const classes = makeClasses(workers);
  const questions = Object.assign({}, ...parts.map((part) => part.questions({ classes, workers })));
  return {
    classes,
    labels: Object.keys(questions),
    handler: {
      async fetch(request, env) {
        const label = decodeURIComponent(new URL(request.url).pathname.slice(1));
        const t = {
          stub: env.ACTORS.getByName(label),
          actors: env.ACTORS,
          plain: env.PLAIN,
          bad: env.BAD,
          bare: env.BARE,
          service: env.SERVICE,
          wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        };
        const [answer] = await sequence(() => questions[label](t));
        return Response.json(answer);
      },
    },
  };
}
