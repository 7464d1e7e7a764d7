import { z } from 'zod';
import { defineRoute } from './route';

/** The API's description of itself. Not in the usual form of answers: it is a document of its own. */
export const descriptionRoutes = {
  openapi: defineRoute({
    operationId: 'readDescription',
    method: 'get',
    path: '/openapi.json',
    tag: 'Description',
    summary: 'This document',
    access: 'anyone',
    answer: { status: 200, description: 'OpenAPI 3.1', data: z.looseObject({ openapi: z.string() }), bare: true },
  }),
};
