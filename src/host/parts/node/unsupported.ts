/** Node modules that a page cannot have: importing them works, calling their functions throws. */
import { withRefusals } from "./missing-members.ts";

type Members = Readonly<Record<string, unknown>>;

/** The functions and classes that workerd exports, in workerd's order of names. */
const NAMES: Readonly<Record<string, string>> = {
  _http_agent: "Agent",
  _http_client: "ClientRequest",
  _http_common: "_checkInvalidHeaderChar _checkIsHttpToken",
  _http_incoming: "IncomingMessage",
  _http_outgoing: "OutgoingMessage parseUniqueHeadersOption validateHeaderName validateHeaderValue",
  _http_server: "Server ServerResponse _connectionListener",
  _stream_wrap: "JSStreamSocket",
  _tls_common: "SecureContext createSecureContext translatePeerCertificate",
  _tls_wrap: "TLSSocket connect",
  child_process: "ChildProcess exec execFile execFileSync execSync fork spawn spawnSync",
  cluster: "Cluster Worker disconnect fork setupMaster setupPrimary",
  dgram: "Socket createSocket",
  dns:
    "Resolver getDefaultResultOrder getServers lookup lookupService resolve resolve4 resolve6 " +
    "resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr " +
    "resolveSoa resolveSrv resolveTxt reverse setDefaultResultOrder setServers",
  "dns/promises":
    "Resolver getDefaultResultOrder getServers lookup lookupService resolve resolve4 resolve6 " +
    "resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr " +
    "resolveSoa resolveSrv resolveTxt reverse setDefaultResultOrder setServers",
  domain: "Domain create createDomain",
  fs:
    "Dir Dirent FileReadStream FileWriteStream ReadStream Stats WriteStream access accessSync " +
    "appendFile appendFileSync chmod chmodSync chown chownSync close closeSync copyFile " +
    "copyFileSync cp cpSync createReadStream createWriteStream exists existsSync fchmod " +
    "fchmodSync fchown fchownSync fdatasync fdatasyncSync fstat fstatSync fsync fsyncSync " +
    "ftruncate ftruncateSync futimes futimesSync glob globSync lchmod lchmodSync lchown " +
    "lchownSync link linkSync lstat lstatSync lutimes lutimesSync mkdir mkdirSync mkdtemp " +
    "mkdtempSync open openAsBlob openSync opendir opendirSync read readFile readFileSync " +
    "readSync readdir readdirSync readlink readlinkSync readv readvSync realpath realpathSync " +
    "rename renameSync rm rmSync rmdir rmdirSync stat statSync statfs statfsSync symlink " +
    "symlinkSync truncate truncateSync unlink unlinkSync unwatchFile utimes utimesSync watch " +
    "watchFile write writeFile writeFileSync writeSync writev writevSync",
  "fs/promises":
    "FileHandle access appendFile chmod chown copyFile cp glob lchmod lchown link lstat " +
    "lutimes mkdir mkdtemp open opendir readFile readdir readlink realpath rename rm rmdir " +
    "stat statfs symlink truncate unlink utimes watch writeFile",
  http:
    "Agent ClientRequest CloseEvent IncomingMessage MessageEvent OutgoingMessage Server " +
    "ServerResponse WebSocket createServer get request setMaxIdleHTTPParsers " +
    "validateHeaderName validateHeaderValue",
  http2:
    "Http2ServerRequest Http2ServerResponse connect createSecureServer createServer " +
    "getDefaultSettings getPackedSettings getUnpackedSettings performServerHandshake",
  https: "Agent Server createServer get request",
  inspector: "Session close open url waitForDebugger",
  "inspector/promises": "Session close open url waitForDebugger",
  module:
    "Module SourceMap createRequire enableCompileCache findPackageJSON findSourceMap " +
    "flushCompileCache getCompileCacheDir getSourceMapsSupport isBuiltin register " +
    "registerHooks runMain setSourceMapsSupport stripTypeScriptTypes syncBuiltinESMExports " +
    "wrap",
  net:
    "BlockList BoundSocket Server Socket SocketAddress Stream connect createConnection " +
    "createServer getDefaultAutoSelectFamily getDefaultAutoSelectFamilyAttemptTimeout isIP " +
    "isIPv4 isIPv6 setDefaultAutoSelectFamily setDefaultAutoSelectFamilyAttemptTimeout",
  readline:
    "Interface clearLine clearScreenDown createInterface cursorTo emitKeypressEvents " +
    "moveCursor",
  "readline/promises": "Interface Readline createInterface",
  repl: "REPLServer Recoverable start writer",
  sqlite: "DatabaseSync StatementSync backup",
  test: "MockFunctionContext MockTracker",
  tls:
    "SecureContext Server TLSSocket checkServerIdentity connect convertALPNProtocols " +
    "createSecureContext createSecurePair createServer getCiphers",
  trace_events: "createTracing getEnabledCategories",
  tty: "ReadStream WriteStream isatty",
  v8:
    "DefaultDeserializer DefaultSerializer Deserializer GCProfiler Serializer " +
    "cachedDataVersionTag deserialize getCppHeapStatistics getHeapCodeStatistics " +
    "getHeapSnapshot getHeapSpaceStatistics getHeapStatistics isStringOneByteRepresentation " +
    "queryObjects serialize setFlagsFromString setHeapSnapshotNearHeapLimit stopCoverage " +
    "takeCoverage writeHeapSnapshot",
  vm:
    "Script compileFunction createContext createScript isContext measureMemory runInContext " +
    "runInNewContext runInThisContext",
  wasi: "WASI",
  worker_threads:
    "BroadcastChannel MessageChannel MessagePort Worker getEnvironmentData " +
    "isMarkedAsUntransferable markAsUncloneable markAsUntransferable moveMessagePortToContext " +
    "postMessageToThread receiveMessageOnPort setEnvironmentData",
};

/** Constants that code reads when it loads. */
const CONSTANTS: Readonly<Record<string, Members>> = {
  cluster: { isMaster: true, isPrimary: true, isWorker: false },
  fs: { constants: {}, F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 },
  "fs/promises": { constants: {} },
  http: { METHODS: [], STATUS_CODES: {}, maxHeaderSize: 16_384 },
  http2: { constants: {} },
  module: { builtinModules: [], constants: {} },
  sqlite: { constants: {} },
  vm: { constants: {} },
  worker_threads: { isMainThread: true, parentPort: null, threadId: 0, workerData: null },
};

/** Modules that another one has as `promises`. */
const PROMISES = new Set(["dns", "fs", "readline"]);

export function unsupportedModules(): Readonly<Record<string, Members>> {
  const modules: Record<string, Members> = {};
  // From the end: `dns/promises` is made before `dns`.
  for (const [name, members] of Object.entries(NAMES).toReversed()) {
    const own = {
      ...CONSTANTS[name],
      ...(PROMISES.has(name) && { promises: modules[`${name}/promises`] }),
    };
    const all = withRefusals(`node:${name}`, own, members.split(" "));
    modules[name] = { ...all, default: all };
  }
  return modules;
}
