import { CustomerQueriesController } from '../customers/queries.js';
import { EntityQueriesController } from '../entities/queries.js';
import { ReceiptQueriesController } from '../receipts/queries.js';
import { ReceivableQueriesController } from '../receivables/queries.js';
import { ReconciliationQueriesController } from '../reconciliation/queries.js';
import { StatementQueriesController } from '../statements/queries.js';

/** Every controller that answers questions. */
export const QUERY_CONTROLLERS = [
  EntityQueriesController,
  CustomerQueriesController,
  ReceivableQueriesController,
  ReceiptQueriesController,
  StatementQueriesController,
  ReconciliationQueriesController,
];
