import { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { Config } from '../src/config';
import type { Logger } from '../src/log';
import { temporalAddress } from '../src/temporal';
import { searchAttributes } from '../workflows/messages';

const ALREADY_EXISTS = 6;

/**
 * Creates Parley's search attributes in the namespace, where they are missing. Every worker does this at its start: the dev
 * server ignores its own flag on an existing database, and a namespace made by hand has none.
 */
export async function registerSearchAttributes(config: Config, log: Logger): Promise<void> {
  const connection = await Connection.connect(temporalAddress(config));
  try {
    const namespace = config.TEMPORAL_NAMESPACE;
    const existing = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.values(searchAttributes)
      .map((key) => key.name)
      .filter((name) => !(name in existing.customAttributes));
    if (missing.length === 0) return;
    const { INDEXED_VALUE_TYPE_KEYWORD: keyword } = temporal.api.enums.v1.IndexedValueType;
    await connection.operatorService
      .addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])) })
      .catch((error: { code?: number }) => {
        if (error.code === ALREADY_EXISTS) return; // another worker was first
        log.error(
          { err: error, namespace, missing },
          'search attributes cannot be created: create them by hand, as Keyword',
        );
        throw error;
      });
  } finally {
    await connection.close();
  }
}
