import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { artifactsOf } from './client/contract.js';
import { onTemporaryBook } from './client/temporary-book.js';
import { openApi } from './openapi.js';

/** Writes what is made from the code: the OpenAPI document and the types of its client. */
await onTemporaryBook(async ({ app, book }) => {
  for (const { path, text } of await artifactsOf(openApi(app, book.version))) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    process.stdout.write(`${path}\n`);
  }
});
