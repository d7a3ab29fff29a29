import { startService } from './service';

// Stands for a supervisor that is killed: it holds the service's pipes and does nothing on its way out.
await startService(process.env.SANDBOX_DIR ?? '');
process.stdout.write('ready\n');
setInterval(() => {}, 60_000);
