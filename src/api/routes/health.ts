import { Router } from 'express';
import type { Pool } from '../../db/pool';
import { measuredAs } from '../measure-requests';

/**
 * `/healthz`: the process runs. `/readyz`: it can take in facts, which needs Postgres alone; that Temporal is away is said,
 * but does not take the process out of service, because texts are recorded all the same.
 */
export function healthRoutes(deps: { pool: Pool; checkTemporal(): Promise<void> }): Router {
  const router = Router();
  router.get('/healthz', measuredAs('/healthz'), (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', measuredAs('/readyz'), async (_request, response) => {
    const [postgres, temporal] = await Promise.all([
      works(() => deps.pool.query('select 1')),
      works(() => deps.checkTemporal()),
    ]);
    response.status(postgres ? 200 : 503).json({
      status: postgres ? 'ok' : 'unavailable',
      postgres: postgres ? 'ok' : 'unreachable',
      temporal: temporal ? 'ok' : 'unreachable',
    });
  });
  return router;
}

async function works(check: () => Promise<unknown>): Promise<boolean> {
  return check().then(
    () => true,
    () => false,
  );
}
