import { addressOf, dataOf, methodOf, noAnswer } from './call';
import type { Answer, CallOptions, Operation } from './operations';

/**
 * Uploads a file's content as the body of an operation that takes one.
 * @param onProgress told how much has gone out, from 0 to 1; `fetch` cannot tell that
 * @throws ApiFailure
 */
export function upload<O extends Operation>(
  operation: O,
  options: Omit<CallOptions<O>, 'body'>,
  file: Blob,
  type: string,
  onProgress: (part: number) => void = () => {},
): Promise<Answer<O>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(methodOf(operation), addressOf(operation, options));
    request.setRequestHeader('Content-Type', type);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(noAnswer(0, null));
    request.onload = () => {
      const { status, responseText } = request;
      try {
        resolve(dataOf(status, parsed(responseText), request.getResponseHeader('X-Request-Id')) as Answer<O>);
      } catch (failure) {
        reject(failure);
      }
    };
    options.signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
