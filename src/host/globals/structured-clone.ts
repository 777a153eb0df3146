import { deserialize } from "../../codec/deserialize.ts";
import { serialize } from "../../codec/serialize.ts";
import { toOptions, wrongType } from "../../rpc/arguments.ts";
import { rpcSettings } from "../../rpc/settings.ts";
import { refuseUnstorable } from "../../rpc/unstorable.ts";
import { definePlatform } from "./define-global.ts";

const parameter = (position: number) => ({
  className: "ServiceWorkerGlobalScope",
  method: "structuredClone",
  position,
});

/**
 * Makes `structuredClone()` copy and refuse what workerd's does (`api/global-scope.c++`). Transfers
 * go to the platform's function.
 */
export function installStructuredClone(): void {
  // The user's code may delete the globals.
  const { structuredClone: platformClone, Blob, File, Headers } = globalThis;
  definePlatform(
    globalThis,
    "structuredClone",
    function structuredClone(value: unknown, options?: StructuredSerializeOptions): unknown {
      if (arguments.length === 0) throw wrongType(parameter(1), "Value");
      const given = toOptions<StructuredSerializeOptions>(
        options,
        parameter(2),
        "StructuredCloneOptions",
      );
      if ((given?.transfer?.length ?? 0) > 0) return platformClone(value, given);
      const copies: unknown[] = [];
      const external = (object: object): number | undefined => {
        if (object instanceof Headers) return copies.push(new Headers(object)) - 1;
        if (object instanceof Blob && !(object instanceof File)) {
          return copies.push(object.slice(0, object.size, object.type)) - 1;
        }
        return refuseUnstorable(object, "storage");
      };
      const { enhancedErrors } = rpcSettings;
      const bytes = serialize(value, { external, enhancedErrors });
      return deserialize(bytes, { external: (index) => copies[index] });
    },
  );
}
