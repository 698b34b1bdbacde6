"""An embedded PostgreSQL and Redis, for the demo and for the tests.

Each server lives in a directory of its own and listens on a Unix socket there, so that any number of them
runs side by side without a port. None of them outlives the process that started it, however that one ends.
"""

from demo.services.directory import RunDirectory
from demo.services.failure import ServiceFailed
from demo.services.postgres import Databases, PostgresServer
from demo.services.redis_server import RedisServer

__all__ = ["Databases", "PostgresServer", "RedisServer", "RunDirectory", "ServiceFailed"]
