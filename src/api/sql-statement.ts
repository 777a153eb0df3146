import { illegalConstructor, nameClass } from "../rpc/class-name.ts";

/** The class of the functions that `sql.prepare()` returns (compatibility flag `experimental`). */
export class SqlStorageStatement {
  static {
    nameClass(this, "Statement");
  }

  constructor() {
    throw illegalConstructor();
  }
}
