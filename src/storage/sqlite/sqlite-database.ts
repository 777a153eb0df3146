import type { Connection } from "./connection.ts";
import type { Database, PreparedStatement, SqlValue } from "./database.ts";
import type { PageFile } from "./page-file.ts";
import type { Statement } from "./statement.ts";
import type { WasmSqlite } from "./wasm-sqlite.ts";

/** The pool of connections. */
export interface Connections {
  /** Opens a connection; may close idle ones. */
  connect(database: SqliteDatabase, settings: string): Connection;
  /** The next sequence number for {@link SqliteDatabase.lastUsed}. */
  use(): number;
  /** Call when a database has closed its connection. */
  disconnected(database: SqliteDatabase): void;
}

/** See {@link Database}. Created by `Sqlite.open()`. */
export class SqliteDatabase implements Database {
  readonly file: PageFile;
  readonly #connections: Connections;
  #connection: Connection | undefined;
  /** The session settings of the last connection. */
  #settings = "";
  #closed = false;

  constructor(file: PageFile, connections: Connections) {
    this.file = file;
    this.#connections = connections;
  }

  exec(sql: string): void {
    this.#connected().exec(sql);
  }

  run(sql: string, ...bindings: SqlValue[]): void {
    this.#connected().run(sql, bindings);
  }

  get(sql: string, ...bindings: SqlValue[]): SqlValue[] | undefined {
    return this.#connected().get(sql, bindings);
  }

  all(sql: string, ...bindings: SqlValue[]): SqlValue[][] {
    return this.#connected().all(sql, bindings);
  }

  prepare(sql: string): PreparedStatement | undefined {
    const connection = this.#connected();
    const statement = connection.take(sql);
    return statement && new StatementInUse(this.file.path, connection, statement);
  }

  changes(): number {
    return this.#connection?.changes() ?? 0;
  }

  get inTransaction(): boolean {
    return this.#connection?.inTransaction ?? false;
  }

  reset(): void {
    this.#check();
    this.#disconnect("");
    this.file.replaceWithBlank();
  }

  close(): void {
    this.#closed = true;
    this.#disconnect("");
  }

  /** When the connection was last used, as a value of {@link Connections.use}. */
  get lastUsed(): number {
    return this.#connection?.lastUsed ?? 0;
  }

  /** Whether it has a connection that may be closed. */
  get idle(): boolean {
    return this.#connection?.idle ?? false;
  }

  /** Closes the connection until it is needed again. Call only while `idle`. */
  sleep(): void {
    this.#disconnect(this.#connection?.sessionSettings ?? this.#settings);
  }

  #connected(): Connection {
    if (this.#connection === undefined || this.#connection.needsReopening) this.#reconnect();
    const connection = this.#connection as Connection;
    connection.lastUsed = this.#connections.use();
    return connection;
  }

  #reconnect(): void {
    this.#check();
    if (this.#connection !== undefined) this.sleep();
    this.#connection = this.#connections.connect(this, this.#settings);
  }

  #disconnect(settings: string): void {
    this.#settings = settings;
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    connection.close();
    this.#connections.disconnected(this);
  }

  #check(): void {
    if (!this.#closed) return;
    throw new Error(`${this.file.path} is closed: open it again`);
  }
}

class StatementInUse implements PreparedStatement {
  readonly #path: string;
  readonly #connection: Connection;
  readonly #statement: Statement;
  #finalized = false;
  #authorized = false;

  constructor(path: string, connection: Connection, statement: Statement) {
    this.#path = path;
    this.#connection = connection;
    this.#statement = statement;
  }

  get sql(): string {
    return this.#statement.sql;
  }

  get rest(): string {
    return this.#statement.rest;
  }

  get columnNames(): string[] {
    return this.#usable().columnNames;
  }

  get readOnly(): boolean {
    return this.#connection.isReadOnly(this.#usable());
  }

  get isVoid(): boolean {
    return this.#connection.closed;
  }

  inspect<T>(read: (sqlite: WasmSqlite, statement: number) => T): T | undefined {
    return this.#finalized || this.isVoid ? undefined : this.#statement.inspect(read);
  }

  bind(values: readonly SqlValue[]): void {
    const statement = this.#usable();
    if (!statement.hasParameters(values.length)) {
      throw new Error("Wrong number of parameter bindings for SQL query.");
    }
    statement.bind(values, "real");
  }

  authorizePragmas(): void {
    this.#authorized = true;
  }

  step(): boolean {
    return this.#connection.step(this.#usable(), this.#authorized);
  }

  row(): SqlValue[] {
    return this.#usable().row();
  }

  finalize(): void {
    if (this.#finalized) return;
    this.#finalized = true;
    if (!this.#connection.closed) this.#connection.release(this.#statement);
  }

  #usable(): Statement {
    if (!this.#finalized && !this.#connection.closed) return this.#statement;
    const ended = this.#finalized ? "it was finalized" : "its database was closed or reset";
    throw new Error(`${this.#path}: a statement cannot be used because ${ended}`);
  }
}
