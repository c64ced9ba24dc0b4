import { Injectable } from '@nestjs/common';
import { isUuid, type EntityId, type Uuid } from '#kernel';
import { HttpProblem } from '#http';
import type { Collection } from '../commanding/collection.js';

/** Finds the document that a question names, by its id or its number. */
@Injectable()
export class Locating {
  /** @throws HttpProblem `unknown-document` */
  async of(collection: Collection, document: string, entity: EntityId): Promise<Uuid> {
    const id = isUuid(document) ? document : await collection.find(entity, document.normalize('NFC'));
    if (id === undefined)
      throw new HttpProblem(
        'unknown-document',
        `there is no document ${JSON.stringify(document)} among the ${collection.name}`,
      );
    return id;
  }
}
