import type { Brand } from "./brands.ts";
import { couldNotBeCloned, doesNotSupportSerialization } from "./data-clone-error.ts";
import { regExpParts } from "./reg-exp.ts";
import { Tag } from "./tags.ts";
import type { ValueSink } from "./value-sink.ts";
import { writeArrayBuffer, writeView } from "./write-buffer.ts";
import { writeDomException } from "./write-error.ts";

/**
 * Writes an object that contains no other objects.
 *
 * @throws {DOMException} `DataCloneError` if it cannot be cloned
 */
export function writeLeaf(sink: ValueSink, object: object, brand: Brand): void {
  const { bytes } = sink;
  switch (brand) {
    case "date":
      bytes.byte(Tag.date);
      return bytes.double(Reflect.apply(Date.prototype.getTime, object, []));
    case "boolean": {
      const value: boolean = Reflect.apply(Boolean.prototype.valueOf, object, []);
      return bytes.byte(value ? Tag.trueObject : Tag.falseObject);
    }
    case "number":
      bytes.byte(Tag.numberObject);
      return bytes.double(Reflect.apply(Number.prototype.valueOf, object, []));
    case "string":
      bytes.byte(Tag.stringObject);
      return sink.string(Reflect.apply(String.prototype.valueOf, object, []));
    case "bigint":
      bytes.byte(Tag.bigintObject);
      return bytes.bigint(Reflect.apply(BigInt.prototype.valueOf, object, []));
    case "regExp": {
      const { source, flags } = regExpParts(object);
      bytes.byte(Tag.regExp);
      sink.string(source);
      return bytes.varint(flags);
    }
    case "arrayBuffer":
      return writeArrayBuffer(sink, object as ArrayBuffer);
    case "view":
      return writeView(sink, object as ArrayBufferView);
    case "domException":
      return writeDomException(sink, object as DOMException);
    case "platform":
      throw doesNotSupportSerialization(object);
    default:
      throw couldNotBeCloned(object);
  }
}
