/** The name of a fact as a statement tells it: `receivableRaised`. */
export const kindOf = ({ type }: { readonly type: string }): string => type.charAt(0).toLowerCase() + type.slice(1);
