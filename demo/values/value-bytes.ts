import type { ValueParts } from "./value-parts.ts";

/** Bytes per row. */
const ROW = 8;

/** Rows of bytes with offset, hex digits and ASCII. */
export function bytesParts(bytes: Uint8Array | Uint8ClampedArray): ValueParts {
  return {
    size: Math.ceil(bytes.length / ROW),
    at: (index) => {
      const row = [...bytes.subarray(index * ROW, (index + 1) * ROW)];
      const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
      const ascii = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "·"));
      return {
        label: (index * ROW).toString(16).padStart(4, "0"),
        labelKind: "index",
        value: undefined,
        text: `${hex.padEnd(ROW * 3 - 1)}  ${ascii.join("")}`,
      };
    },
  };
}
