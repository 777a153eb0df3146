const PAGE = 4096;
const PAGES = 12;
/** How many children each page names. */
const CHILDREN = 400;

/**
 * A database of twelve pages that SQLite does not finish reading: each page of its schema's b-tree
 * names the next page as 400 of its children, so there are 400 to the power of 11 rows.
 */
export function endlessDatabase(): Uint8Array {
  const bytes = new Uint8Array(PAGES * PAGE);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("SQLite format 3\0"));
  view.setUint16(16, PAGE);
  bytes.set([1, 1, 0, 64, 32, 32], 18);
  view.setUint32(24, 1);
  view.setUint32(28, PAGES);
  view.setUint32(44, 4);
  view.setUint32(56, 1);
  view.setUint32(92, 1);
  for (let page = 1; page < PAGES; page++) {
    const start = (page - 1) * PAGE;
    const header = start + (page === 1 ? 100 : 0);
    bytes[header] = 5;
    view.setUint16(header + 3, CHILDREN);
    view.setUint16(header + 5, PAGE - 5 * CHILDREN);
    view.setUint32(header + 8, page + 1);
    for (let child = 0; child < CHILDREN; child++) {
      const cell = PAGE - 5 * (child + 1);
      view.setUint16(header + 12 + 2 * child, cell);
      view.setUint32(start + cell, page + 1);
      bytes[start + cell + 4] = 1;
    }
  }
  const sql = new TextEncoder().encode("CREATE TABLE IF NOT EXISTS t(x)");
  // The columns type, name, tbl_name, rootpage and sql.
  const record = [6, 23, 15, 15, 1, 13 + 2 * sql.length, ...new TextEncoder().encode("tablett"), 2];
  const row = [record.length + sql.length, 1, ...record, ...sql];
  const leaf = (PAGES - 1) * PAGE;
  bytes[leaf] = 13;
  view.setUint16(leaf + 3, 1);
  view.setUint16(leaf + 5, PAGE - row.length);
  view.setUint16(leaf + 8, PAGE - row.length);
  bytes.set(row, leaf + PAGE - row.length);
  return bytes;
}
