import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Logger } from 'pino';
import { CommandHandling, EVENT_LOG, type EventLog } from '#event-log';
import { EntityHandler, SeriesNumbers } from '#entities';
import { CustomerHandler } from '#parties';
import { READ_STORE, type ReadStore } from '#read-store';
import { CUSTOMERS, NUMBERS, ReceivableHandler } from '#receivables';
import { OPEN_ITEMS, PAYERS, RECEIPT_NUMBERS, RECEIVABLES, ReceiptHandler } from '#settlement';
import { BOOK, type Book } from './book.js';
import { Bulk } from './bulk/bulk.js';
import { BulkController } from './bulk/controller.js';
import { Collections } from './commanding/collections.js';
import { COMMAND_CONTROLLERS } from './commanding/controllers.js';
import { Commanding } from './commanding/commanding.js';
import { EntityDirectory } from './entities/directory.js';
import { ProblemsController } from './problems/controller.js';
import { Asker } from './querying/asker.js';
import { QUERY_CONTROLLERS } from './querying/controllers.js';
import { Locating } from './querying/locating.js';
import { Visibility } from './querying/visibility.js';
import { LOGGER, ProblemsFilter } from './rim/problems.filter.js';
import { STAGES, StatusController, type Stages } from './status/controller.js';
import { customersFrom, openItemsFrom, receivablesFrom } from './wiring/references.js';

/** The parts that a process brings: which log, which rows, which book. */
export interface Parts {
  readonly book: Book;
  readonly log: EventLog;
  readonly store: ReadStore;
  readonly handling: CommandHandling;
  readonly stages: Stages;
}

@Module({})
export class ApiModule {
  static on({ book, log, store, handling, stages }: Parts, logger: Logger): DynamicModule {
    const numbers = new SeriesNumbers(handling);
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: [...COMMAND_CONTROLLERS, BulkController, ...QUERY_CONTROLLERS, StatusController, ProblemsController],
      providers: [
        EntityHandler,
        CustomerHandler,
        ReceivableHandler,
        ReceiptHandler,
        Collections,
        Commanding,
        Bulk,
        EntityDirectory,
        Visibility,
        Asker,
        Locating,
        ProblemsFilter,
        { provide: LOGGER, useValue: logger },
        { provide: BOOK, useValue: book },
        { provide: EVENT_LOG, useValue: log },
        { provide: READ_STORE, useValue: store },
        { provide: CommandHandling, useValue: handling },
        { provide: STAGES, useValue: stages },
        { provide: CUSTOMERS, useValue: customersFrom(handling) },
        { provide: PAYERS, useValue: customersFrom(handling) },
        { provide: RECEIVABLES, useValue: receivablesFrom(handling) },
        {
          provide: OPEN_ITEMS,
          useFactory: (visibility: Visibility) => openItemsFrom(store, visibility),
          inject: [Visibility],
        },
        { provide: NUMBERS, useValue: numbers },
        { provide: RECEIPT_NUMBERS, useValue: numbers },
      ],
    };
  }
}
