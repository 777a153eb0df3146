// @ts-nocheck -- it runs as it is, in workerd too
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
 * Questions about RPC, asked of workerd and of tabd alike. `make()` gets the module
 * `cloudflare:workers` of the one or the other, and gives a worker: `GET /<label>` answers what
 * came of one question, described as JSON.
 *
 * A question is `(t) => …`; what it returns or throws is its answer. `t.stub` is the stub of a
 * Durable Object of the question's own.
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
