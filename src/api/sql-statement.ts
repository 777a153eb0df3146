import { illegalConstructor, nameClass } from "../rpc/class-name.ts";

/** What `sql.prepare()` returns, with the compatibility flag `experimental`: to be called with bindings. */
export class SqlStorageStatement {
  static {
    nameClass(this, "Statement");
  }

  constructor() {
    throw illegalConstructor();
  }
}
