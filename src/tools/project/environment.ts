import { didYouMean } from "../../config/did-you-mean.ts";
import { FileFields, problemOf } from "./file-fields.ts";
import { NOT_INHERITED } from "./left-out-fields.ts";

/**
 * The fields of one environment. As in wrangler, bindings and variables are not inherited, other
 * fields are, and the name gets the environment's name as a suffix.
 */
export function inEnvironment(
  file: string,
  raw: Readonly<Record<string, unknown>>,
  environment: string | undefined,
): FileFields {
  const { env, ...top } = raw;
  if (environment === undefined) return new FileFields(file, top);
  const fields = new FileFields(file, raw);
  const environments = env === undefined ? {} : fields.record(env, "env");
  const own = environments[environment];
  if (own === undefined) {
    const names = Object.keys(environments);
    const list =
      names.length === 0 ? " It has no environments." : ` There are: ${names.join(", ")}.`;
    throw problemOf(
      file,
      `env.${environment}`,
      `is missing.${didYouMean(environment, names) || list}`,
    );
  }
  const inherited = Object.entries(top).filter(([name]) => !NOT_INHERITED.has(name));
  const name = typeof top["name"] === "string" ? `${top["name"]}-${environment}` : undefined;
  return new FileFields(file, {
    ...Object.fromEntries(inherited),
    ...(name !== undefined && { name }),
    ...fields.record(own, `env.${environment}`),
  });
}
