import type { Pool } from '../../db/pool';
import { type QuietPlace, readQuietPlace } from '../../db/scheduled-texts';
import { ANSWERS_FOR_MS, quietSpan } from '../../domain/quiet-hours';
import { zonesOfLead } from '../../lead-zones';
import { quietHoursRoutes } from '../contract/quiet-hours';
import { found } from '../found';
import type { Api } from '../serve';

/** Quiet hours where a lead is, for whoever is about to write to it. */
export function serveQuietHours(api: Api, { pool }: { pool: Pool }): void {
  api.serve(quietHoursRoutes.ofInteraction, async ({ caller, params }) =>
    clockOf(found(await readQuietPlace(pool, caller.tenantId, params))),
  );

  api.serve(quietHoursRoutes.ofLead, async ({ caller, params }) =>
    clockOf(found(await readQuietPlace(pool, caller.tenantId, params))),
  );
}

async function clockOf(place: QuietPlace) {
  const timezones = await zonesOf(place);
  const { quietHours } = place;
  const now = Date.now();
  const quiet = quietHours && timezones.length > 0 ? quietSpan(now, quietHours, timezones) : null;
  return {
    timezones: [...timezones],
    timezoneKnown: place.timezone !== null,
    quietHours,
    quiet: quiet && { from: iso(quiet.from), until: iso(quiet.until) },
    answersUntil: answersUntil(place, now),
  };
}

async function zonesOf({ timezone, phone }: QuietPlace): Promise<readonly string[]> {
  if (phone === null) return timezone === null ? [] : [timezone];
  return zonesOfLead(timezone, phone);
}

function answersUntil({ lastWroteAt }: QuietPlace, now: number): string | null {
  const until = lastWroteAt === null ? 0 : lastWroteAt.getTime() + ANSWERS_FOR_MS;
  return until > now ? iso(until) : null;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
