import { OutputWindow } from '@/components/output/output-window';
import type { OutputAt } from '@/lib/client/fetchers';
import { parseStreamMessage } from '@/lib/client/news';
import type { OutputMatches, OutputPage } from '@/lib/contracts/views';
import type { OutputProduct, PrintingStep } from './output-product';

/**
 * What a browser does to show a step's output, without the drawing: it holds the event stream, and the viewer's own window
 * takes what comes and asks for what does not come along. Both over HTTP.
 */
export class BenchBrowser {
  readonly output = new OutputWindow((at) => this.read(at));
  private readonly ending = new AbortController();

  constructor(
    private readonly product: OutputProduct,
    private readonly step: PrintingStep,
  ) {}

  async open(): Promise<void> {
    const response = await fetch(`${this.product.address}/api/stream`, this.options());
    if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
    void this.listen(response.body).catch((error: Error) => {
      if (!this.ending.signal.aborted) throw error;
    });
  }

  close(): void {
    this.ending.abort();
  }

  read(at: OutputAt): Promise<OutputPage> {
    const [[name, value] = []] = Object.entries(at);
    return this.get(`output?epoch=1&${name}=${value}`);
  }

  search(words: string): Promise<OutputMatches> {
    return this.get(`output/matches?epoch=1&words=${encodeURIComponent(words)}`);
  }

  private async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.product.address}/api/steps/${this.step.stepId}/${path}`, this.options());
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as T;
  }

  private options(): RequestInit {
    const { name, value } = this.product.cookie;
    return { headers: { cookie: `${name}=${value}` }, signal: this.ending.signal };
  }

  private async listen(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(part, { stream: true });
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) this.take(message);
    }
  }

  private take(message: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1] ?? '';
    const news = parseStreamMessage(field('event'), field('data'), field('id'));
    if (news?.event === 'output' && news.stepId === this.step.stepId) this.output.hear(news);
  }
}
