import { dateIn } from '#kernel';
import type { OpenBook } from './open-book.js';

/** What a person sees first: what is running, where the data is, three things to try. */
export const firstScreen = ({ book, entity }: OpenBook, url: string, folder: string): string => {
  const today = dateIn(entity.timeZone, book.clock());
  const own = book.demo ? `This is the demo book. Begin your own: npx daybook init\n` : '';
  return `
Daybook ${book.version}: the book of original entry of ${entity.name} (${entity.currency}, ${entity.timeZone})
  serving  ${url}
  data     ${folder}
${own}
Three things to try:
  1. Open ${url}/docs and ask it anything.
  2. Who owes what, and since when:
       npx daybook ageing
  3. The same for any day, as an auditor asks it:
       curl -s '${url}/v1/ageing?asOf=${today}&by=customer'

Stop with Ctrl-C; what was acknowledged is on the disk.
`;
};
