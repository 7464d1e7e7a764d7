import type { ConsentClass } from '../domain/consent';
import { helpAnswer, optOutConfirmation } from '../domain/consent-answers';
import { segmentation } from '../domain/segments';
import { newId } from '../new-id';
import type { Queryable } from './pool';

/** A text of Parley's own that answers a keyword. */
export interface KeywordAnswer {
  messageId: string;
  body: string;
  segments: number;
}

/**
 * What Parley itself answers to a keyword, where that is for it to do; null: nothing, or the carrier's side does.
 * @param text the number that it came to, and whether the provider that brought it answers such words itself
 */
export async function answerToKeyword(
  db: Queryable,
  said: ConsentClass,
  text: { to: string; providerAnswers?: boolean },
): Promise<KeywordAnswer | null> {
  if (said !== 'opt_out' && said !== 'help') return null;
  const { rows } = await db.query({
    name: 'read_keyword_answer',
    text: `select t.name, t.confirmations, t.opt_out_text, t.help_text
             from phone_numbers n join tenants t on t.tenant_id = n.tenant_id where n.phone_number = $1`,
    values: [text.to],
  });
  const tenant = rows[0];
  if (tenant === undefined || (tenant.confirmations === 'carrier' && text.providerAnswers)) return null;
  const body =
    said === 'opt_out'
      ? (tenant.opt_out_text ?? optOutConfirmation(tenant.name))
      : (tenant.help_text ?? helpAnswer(tenant.name));
  return { messageId: newId('message'), body, segments: segmentation(body).segments };
}
