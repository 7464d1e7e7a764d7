import { descriptionRoutes } from '../contract/description';
import { openApiDocument } from '../openapi';
import { type Api, WholeAnswer } from '../serve';

/** The description of the API, made once: it is of the code, not of the data. */
export function serveDescription(api: Api): void {
  const document = openApiDocument();
  api.serve(descriptionRoutes.openapi, async () => new WholeAnswer(200, document));
}
