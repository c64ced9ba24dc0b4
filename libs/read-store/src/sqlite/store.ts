import { LIMITS } from '../limits.js';
import { KyselyReadStore } from '../store.js';
import { LAYOUT, ownTables } from '../tables.js';
import { SqliteEngine } from './engine.js';

export const SqliteReadStore = {
  /**
   * The read store on a file of its own; one that is missing is made. Rows can be derived again, so that a commit need
   * not be on the disk. Throws NewerFormat, or an Error of SQLite when the file cannot be opened.
   */
  open: async (path: string): Promise<KyselyReadStore> => {
    const schema = ownTables('sqlite');
    const { readers } = LIMITS;
    return new KyselyReadStore(SqliteEngine.open({ path, synchronous: 'NORMAL', schema, layout: LAYOUT, readers }));
  },
};
