/** Every controller that answers questions. */
export const QUERY_CONTROLLERS: never[] = [];
