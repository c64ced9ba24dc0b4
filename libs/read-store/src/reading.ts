import { decodeData, UnreadableEvent, type Metadata } from '#kernel';
import { readMetadata, type StoredEvent } from '#event-log';
import type { AnyModel, AnyRecorded } from './model.js';

/** What is read of an event's metadata; a damaged one is a problem of this event, not the end of the reading. */
type Envelope = { readonly metadata: Metadata; readonly hash: string } | { readonly problem: string };

const envelopeOf = (stored: StoredEvent): Envelope => {
  try {
    return readMetadata(stored);
  } catch (error) {
    return { problem: messageOf(error) };
  }
};

export const messageOf = (error: unknown): string =>
  String((error as { message?: unknown } | undefined)?.message ?? error);

/**
 * One stored event on its way into the rows. Its texts are parsed at most once and its data decoded once for each codec,
 * however many models read it.
 */
export class Reading {
  readonly envelope: Envelope;
  private json: { readonly value: unknown } | undefined;
  private readonly decoded = new Map<object, AnyRecorded>();

  constructor(readonly stored: StoredEvent) {
    this.envelope = envelopeOf(stored);
  }

  /** The event as the model knows it, older versions brought to the newest. Throws UnreadableEvent. */
  as(model: AnyModel): AnyRecorded {
    const { stored, envelope } = this;
    if ('problem' in envelope) throw new UnreadableEvent(envelope.problem);
    const codec = model.events.types.get(stored.type);
    if (!codec)
      throw new UnreadableEvent(`${stored.type} at position ${stored.position} is not known to ${model.name}`);
    const known = this.decoded.get(codec);
    if (known) return known;
    const event: AnyRecorded = {
      type: stored.type,
      effectiveOn: envelope.metadata.effectiveOn,
      data: decodeData(model.events, stored.type, stored.schemaVersion, this.data()),
      id: stored.id,
      stream: stored.stream,
      revision: stored.revision,
      position: stored.position,
      schemaVersion: stored.schemaVersion,
      metadata: envelope.metadata,
      hash: envelope.hash,
    };
    this.decoded.set(codec, event);
    return event;
  }

  private data(): unknown {
    try {
      this.json ??= { value: JSON.parse(this.stored.data) };
      return this.json.value;
    } catch {
      throw new UnreadableEvent(`${this.stored.type} at position ${this.stored.position}: its data is not JSON`);
    }
  }
}
