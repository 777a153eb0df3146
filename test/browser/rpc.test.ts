/** Runs the RPC suites again, on a browser's streams, blobs and ports. */
import "../unit/rpc/classes.test.ts";
import "../unit/rpc/disposal.test.ts";
import "../unit/rpc/errors.test.ts";
import "../unit/rpc/faces.test.ts";
import "../unit/rpc/bindings/fetcher.test.ts";
import "../unit/rpc/members.test.ts";
import "../unit/rpc/order.test.ts";
import "../unit/rpc/session.test.ts";
import "../unit/rpc/signals.test.ts";
import "../unit/rpc/stream-errors.test.ts";
import "../unit/rpc/values.test.ts";
