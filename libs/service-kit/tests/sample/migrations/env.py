from service_kit.migrate import run_environment

run_environment()
