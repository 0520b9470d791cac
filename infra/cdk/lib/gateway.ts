import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod, HttpNoneAuthorizer, HttpRoute, HttpRouteKey, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { HonoredFunction, Logs } from './function';
import type { Access, Issuer } from './props';

/** A public path. */
export interface Path {
  /** The key by which the stage's settings name it. */
  readonly key: string;
  readonly route: HttpRoute;
}

/** The HTTP API in front of the functions. */
export class Gateway extends Construct {
  readonly api: HttpApi;
  private readonly stage: CfnStage;
  private readonly limits: Record<string, object> = {};
  private readonly integrations = new Map<HonoredFunction, HttpLambdaIntegration>();
  private readonly signed = new HttpIamAuthorizer();
  private readonly tokens?: IHttpRouteAuthorizer;

  constructor(scope: Construct, id: string, issuer: Issuer | undefined, logs: Logs) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api');
    if (issuer) {
      this.tokens = new HttpJwtAuthorizer('Tokens', issuer.url, {
        jwtAudience: [...issuer.audience],
        authorizerName: 'tokens',
      });
    }
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      // With this prefix, the delivery needs no policy of its own, and the account has a limit for these policies.
      logGroupName: `/aws/vendedlogs/apigateway/${Aws.STACK_NAME}`,
      ...logs,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = this.stage = this.api.defaultStage?.node.defaultChild as CfnStage;
    stage.defaultRouteSettings = { throttlingBurstLimit: 100, throttlingRateLimit: 50 };
    stage.accessLogSettings = {
      destinationArn: accessLogs.logGroupArn,
      // No path, query, address or user agent: a status link is enough to read a request.
      format: JSON.stringify({
        requestId: '$context.requestId',
        time: '$context.requestTime',
        routeKey: '$context.routeKey',
        status: '$context.status',
        responseLatency: '$context.responseLatency',
      }),
    };
  }

  /** Limits the calls of one path: calls per second, and the burst. */
  limit({ key, route }: Path, rate: number, burst: number): void {
    this.limits[key] = { ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate };
    this.stage.routeSettings = this.limits;
    this.stage.node.addDependency(route);
  }

  /** Routes all other paths to this function. */
  defaultPath(to: HonoredFunction): void {
    this.publicRoute(HttpRouteKey.DEFAULT, to);
  }

  /** Routes a path, with any method, to this function. */
  path(path: string, to: HonoredFunction): Path {
    const routeKey = HttpRouteKey.with(path, HttpMethod.ANY);
    return { key: routeKey.key, route: this.publicRoute(routeKey, to) };
  }

  /** Routes a path of staff or systems to this function. `none` makes no route. */
  authenticatedPath(path: string, to: HonoredFunction, by: Access = 'iam'): void {
    const authorizer = by === 'jwt' ? this.tokens : this.signed;
    if (by !== 'none' && authorizer) {
      this.route(HttpRouteKey.with(path, HttpMethod.ANY), to, authorizer);
    }
  }

  private publicRoute(routeKey: HttpRouteKey, to: HonoredFunction): HttpRoute {
    const route = this.route(routeKey, to, new HttpNoneAuthorizer());
    Validations.of(route).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'A request needs no account (11 CCR § 7026(b)). The code verifies the tokens of links and the signatures of webhooks.',
    });
    return route;
  }

  private route(routeKey: HttpRouteKey, to: HonoredFunction, authorizer: IHttpRouteAuthorizer): HttpRoute {
    const integration = this.integrations.get(to) ?? new HttpLambdaIntegration(to.name, to.lambda);
    this.integrations.set(to, integration);
    return new HttpRoute(this, routeKey.key, { httpApi: this.api, routeKey, integration, authorizer });
  }
}
