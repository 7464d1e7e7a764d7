import { descriptionRoutes } from '../contract/description';
import { openApiDocument } from '../openapi';
import { type Api, WholeAnswer } from '../serve';

/** The description of the API, made once: it is of the code, not of the data. */
export function serveDescription(api: Api, deps: { publicUrl: string }): void {
  const document = openApiDocument(deps.publicUrl);
  api.serve(descriptionRoutes.openapi, async () => new WholeAnswer(200, document));
}
