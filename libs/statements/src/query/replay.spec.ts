import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount, money, position, type CalendarDate, type Currency } from '#kernel';
import {
  collectionStatusTotals,
  openInstalments,
  receivableList,
  receivablePage,
  type CollectionStatusTotal,
  type ReceivableFilters,
} from '#receivables';
import { reconciliation } from '#reconciliation';
import { inFlightTo, receiptList, receiptPage } from '#settlement';
import { customerAccount } from './account.js';
import { ageing } from './ageing.js';
import { dayOf, lived, lives } from './lives.js';
import { Reference, type ReferenceInstalment, type ReferenceReceivable } from './reference.js';
import { customerStatement } from './statement.js';
import { Book, customer, ENTITY, GROUP, on, stores, TENANT, type Asking } from './testing.js';
